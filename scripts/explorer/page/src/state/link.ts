// The link holds the config: deflated, in base64 of URLs, behind the #, and
// the name of its file, which says whether it is TOML or JSON.
import type { Config } from "../engine/types";

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const piped = new Blob([bytes]).stream().pipeThrough(
    stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

export async function linkOf({ config, file = "" }: Config): Promise<string> {
  const bytes = await through(
    new TextEncoder().encode(config), new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
  return `#config=${base64.replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "")}&file=${encodeURIComponent(file)}`;
}

// Null of a link without a config; throws where it can't be read.
export async function configOf(hash: string): Promise<Config | null> {
  const link = new URLSearchParams(hash.slice(1));
  const packed = link.get("config");
  if (packed === null) return null;
  const base64 = packed.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const text = await through(bytes, new DecompressionStream("deflate-raw"));
  return { config: new TextDecoder().decode(text),
           file: link.get("file") || "trial.toml" };
}
