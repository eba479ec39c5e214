import { Center, Loader, Stack, Text } from '@mantine/core';

/** Covers the screen while nothing may be shown yet, or any more. */
export function Covered({ label, note = null }: { label: string; note?: string | null }) {
  return (
    <Center h="100vh" data-starting>
      <Stack align="center">
        <Loader aria-label={label} />
        {note === null ? null : <Text role="status">{note}</Text>}
      </Stack>
    </Center>
  );
}
