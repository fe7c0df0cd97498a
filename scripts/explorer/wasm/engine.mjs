// The engine in WebAssembly: opens it, and puts requests to it. For a page's
// worker and for Node alike.
//
//   const engine = await openEngine(bytes);
//   const { answer, part } = engine.ask({ do: "about" });

const text = new TextDecoder();
const bytesOf = new TextEncoder();

// What a text is composed of, without what is invisible, as the program has it
// on a machine by utf8proc.
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const space = /^\p{Zs}$/u;

// Of WASI the few calls that the C library is linked with. There are no files:
// whoever asks for one gets the error that says so.
const success = 0;
const badFile = 8;
const notSupported = 58;

function wasiOf(memory, log) {
  const view = () => new DataView(memory().buffer);
  const write = (descriptor, list, count, written) => {
    const vectors = list >>> 0;
    if (descriptor !== 1 && descriptor !== 2) return badFile;
    let said = "";
    let size = 0;
    for (let i = 0; i < count; i += 1) {
      const at = view().getUint32(vectors + 8 * i, true);
      const length = view().getUint32(vectors + 8 * i + 4, true);
      said += text.decode(new Uint8Array(memory().buffer, at, length));
      size += length;
    }
    log(said);
    view().setUint32(written >>> 0, size, true);
    return success;
  };
  const nothing = (count, size) => {
    view().setUint32(count >>> 0, 0, true);
    view().setUint32(size >>> 0, 0, true);
    return success;
  };
  const now = (_clock, _precision, at) => {
    const time = BigInt(Math.round(performance.now() * 1e6));
    view().setBigUint64(at >>> 0, time, true);
    return success;
  };
  const known = {
    fd_write: write,
    environ_get: () => success,
    environ_sizes_get: nothing,
    clock_time_get: now,
    proc_exit: (status) => {
      throw new Error(`the engine ended itself with status ${status}`);
    },
  };
  return new Proxy(known, {
    get: (calls, name) => calls[name] ?? (() => notSupported),
  });
}

function importsOf(module, memory, log) {
  const wasi = wasiOf(memory, log);
  const bytes = (at, size) =>
    new Uint8Array(memory().buffer, at >>> 0, size >>> 0);
  const imports = {
    host: {
      composed: (at, size, made) => {
        const form = text.decode(bytes(at, size)).replace(invisible, "")
          .normalize("NFC");
        return bytesOf.encodeInto(form, bytes(made, 3 * size)).written;
      },
      is_space: (point) => Number(space.test(String.fromCodePoint(point))),
    },
  };
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    if (from.startsWith("wasi")) {
      imports[from] ??= {};
      imports[from][name] = wasi[name];
    }
  return imports;
}

/**
 * Opens an engine of its own memory. `source`: the bytes of rehearse.wasm, or
 * what they were compiled to. `log` is told what the engine prints: nothing,
 * unless it fails.
 */
export async function openEngine(source, { log = console.error } = {}) {
  const module = source instanceof WebAssembly.Module
    ? source
    : await WebAssembly.compile(source);
  let instance = null;
  const memory = () => instance.exports.memory;
  instance = await WebAssembly.instantiate(
    module, importsOf(module, memory, log));
  instance.exports._initialize();
  let broken = null;

  // Texts, each behind its size.
  function take(at) {
    const size = new DataView(memory().buffer).getUint32(at, true);
    return [new Uint8Array(memory().buffer, at + 4, size), at + 4 + size];
  }

  function put(texts) {
    const size = texts.reduce((sum, one) => sum + 4 + one.length, 0);
    let at = instance.exports.rehearse_reserve(size) >>> 0;
    for (const one of texts) {
      new DataView(memory().buffer).setUint32(at, one.length, true);
      new Uint8Array(memory().buffer, at + 4, one.length).set(one);
      at += 4 + one.length;
    }
  }

  return {
    /** Answers a request; `parts` are those of earlier answers. */
    ask(request, parts = []) {
      if (broken) throw broken;
      try {
        put([bytesOf.encode(JSON.stringify(request)), ...parts]);
        const [json, next] = take(instance.exports.rehearse_answer() >>> 0);
        const [part] = take(next);
        return {
          answer: JSON.parse(text.decode(json)),
          part: part.length > 0 ? part.slice() : null,
        };
      } catch (error) {
        broken = error;
        throw error;
      }
    },
    /** Bytes of its memory. */
    memory: () => memory().buffer.byteLength,
  };
}
