import { few, type Law } from './law.ts';

/** Of several windows one leads: none writes what was pulled in a term that is over (docs: packages/sync leadership.ts). */
export const leaders: Law = async (world) => {
  const broken = world.members.flatMap(({ client }) =>
    client
      .overreached()
      .map(({ window, known, current }) => `${client.name}: window ${window} wrote in term ${known} during ${current}`),
  );
  return few(broken).map((line) => `leaders: ${line}`);
};
