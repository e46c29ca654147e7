/** From when to when a room is open, and what the service takes. */
export const validity = {
  /** Under a date, where there is little room. */
  startsAt: (when: string) => `Starts ${when}`,
  startedAt: (when: string) => `Started ${when}`,
  endsAt: (when: string) => `Ends ${when}`,
  endedAt: (when: string) => `Ended ${when}`,
  used: (length: string, left: string) => `${length}; ${left} left of the 180 days that the service allows`,
  full: 'All of the 180 days that the service allows',
  over: (length: string) => `${length} more than the 180 days that the service allows`,
  latestEnd: (date: string) => `Latest end: ${date}`,
  latestStart: (date: string) => `Latest start: ${date}`,
  startTooLate: (date: string) => `The service takes a start until ${date} at most.`,
  endInPast: 'The end is in the past.',
  restart: 'Start now',
  restartHint: 'The 180 days count from the start. Start the room now to have all of them again.',
  clocksForward: (before: string, after: string) => `On this day the clocks go forward from ${before} to ${after}.`,
  clocksBack: (before: string, after: string) => `On this day the clocks go back from ${before} to ${after}.`,
  firstOfTwo: (zone: string) => `This time comes twice; the first is meant (${zone}).`,
  secondOfTwo: (zone: string) => `This time comes twice; the second is meant (${zone}).`,
  useFirst: 'Take the first',
  useSecond: 'Take the second',
  clocksChange: (from: string, until: string) => `The clocks change in between: ${from}, then ${until}.`,
};
