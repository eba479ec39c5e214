/** The protocol that the older program of an update test speaks: one that the server still knows, until a test decides otherwise. */
export const OLDER_PROTOCOL = 2;
