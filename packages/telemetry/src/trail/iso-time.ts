/**
 * Makes a formatter of milliseconds since the epoch as ISO 8601 with milliseconds, UTC, that remembers the last second:
 * records come many a second, and `Date` takes longer than hashing a line does.
 */
export function isoTimeFormat(): (milliseconds: number) => string {
  let second = Number.NaN;
  let start = "";
  return (milliseconds) => {
    const whole = Math.floor(milliseconds / 1_000);
    if (whole !== second) {
      start = new Date(whole * 1_000).toISOString().slice(0, -4);
      second = whole;
    }
    return `${start}${String(1_000 + Math.floor(milliseconds - whole * 1_000)).slice(1)}Z`;
  };
}
