/** One thing that the tour shows: a sentence, and a request as a person would type it to the offline guide. */
export interface TourStep {
  /** What the step shows. */
  readonly title: string;
  /** What a person would type. */
  readonly request: string;
}

/** What the tour does, in order; each request goes through the real guard. */
export const tourSteps: readonly TourStep[] = [
  { title: "A harmless command runs, confined.", request: "run echo hello from inside && pwd" },
  { title: "Writing inside the workspace works.", request: "write note.txt: written inside the workspace" },
  {
    title: "Writing outside the workspace is stopped by the kernel.",
    request: "run touch ~/paddock-tour.txt",
  },
  { title: "The network is off.", request: "fetch https://example.com/" },
  { title: "A rule can deny a command before it starts.", request: "run git push origin main" },
  { title: "A rule can ask first.", request: "run rm note.txt" },
];
