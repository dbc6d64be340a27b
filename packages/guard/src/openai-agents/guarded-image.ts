/** An image for the model, as the SDK takes it. A type alias, because the SDK's own type is open. */
export type GuardedImage = { type: "image"; image: { data: Uint8Array<ArrayBuffer>; mediaType: string } };

const LARGEST = 10 * 1024 * 1024;

const SIGNATURES: readonly (readonly [mediaType: string, start: RegExp])[] = [
  ["image/png", /^\x89PNG\r\n\x1a\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
];

/**
 * An image from its bytes; what it is comes from how it begins, not from its name.
 *
 * @throws {Error} for what is too large or no image that models know; the words are those that the SDK looks for.
 */
export function imageOf(path: string, data: Uint8Array): GuardedImage {
  if (data.length > LARGEST) throw new Error(`Image file exceeds the 10 MB limit: ${path}`);
  const start = Buffer.from(data.subarray(0, 16)).toString("latin1");
  const [mediaType] = SIGNATURES.find(([, signature]) => signature.test(start)) ?? [];
  if (mediaType === undefined) throw new Error(`Unsupported image format: ${path}`);
  return { type: "image", image: { data: Uint8Array.from(data), mediaType } };
}
