// What a respondent asked to be kept on this device while the line is down: the answers of one
// assessment, no files. It ends when they are submitted, at the sign-out, and after fourteen days.

const NAME = "crest.kept";
const DAYS = 14;

export function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept?.assessment && kept.until > Date.now() ? kept : null;
  } catch {
    return null;
  }
}

// Returns whether it is kept: a full or closed storage keeps nothing.
export function write(kept) {
  try {
    localStorage.setItem(NAME, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function begin(assessment) {
  return write({ assessment, until: Date.now() + DAYS * 24 * 3600 * 1000, queue: [], saved: [] });
}

export function cacheName(assessment) {
  return `crest-kept-${assessment}`;
}

export async function forget() {
  localStorage.removeItem(NAME);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("crest-kept-")).map((name) => caches.delete(name)));
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
}
