/** This computer itself: nobody is on the way. */
export const isLoopback = ({ hostname }: Pick<URL, 'hostname'>) =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** Whether nobody on the way can read or change what is exchanged with this address. */
export const isSecure = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
