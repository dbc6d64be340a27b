/** Exit statuses of the program; scripts rely on them. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  neededApproval: 4,
  sandboxUnavailable: 5,
  interrupted: 130,
} as const;
