// A photo is made small before it goes over the line, where the browser can; a new picture tells
// neither place nor time nor device. Whatever cannot be read here, the server judges.

const MOST = 1600; // pixels of the longer side
const QUALITY = 0.85;
let making = Promise.resolve();

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, MOST / Math.max(picture.width, picture.height));
  if (share === 1 && file.type !== "image/heic") return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
}

async function shrink(field) {
  const [file] = field.files;
  if (!file?.type.startsWith("image/")) return;
  try {
    const small = await smaller(file);
    if (!small || field.files[0] !== file) return;
    const held = new DataTransfer();
    held.items.add(small);
    field.files = held.files;
  } catch {
    // not a picture that this browser reads
  }
}

for (const field of document.querySelectorAll("input[type=file]")) {
  field.addEventListener("change", () => {
    making = shrink(field);
    field.form.dataset.making = "yes";
    making.finally(() => delete field.form.dataset.making);
  });
  field.form.addEventListener("submit", (event) => {
    if (!field.form.dataset.making) return;
    event.preventDefault();
    making.finally(() => field.form.requestSubmit());
  });
}
