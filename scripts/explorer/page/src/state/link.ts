// The link holds the config: deflated, in base64 of URLs, behind the #.

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const piped = new Blob([bytes]).stream().pipeThrough(
    stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

export async function linkOf(config: string): Promise<string> {
  const bytes = await through(
    new TextEncoder().encode(config), new CompressionStream("deflate-raw"));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `#config=${base64.replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "")}`;
}

export async function configOf(hash: string): Promise<string | null> {
  const found = /^#config=([\w-]+)$/.exec(hash)?.[1];
  if (!found) return null;
  const base64 = found.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const text = await through(bytes, new DecompressionStream("deflate-raw"));
  return new TextDecoder().decode(text);
}
