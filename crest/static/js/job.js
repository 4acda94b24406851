// Looks again every few seconds while the work goes on, and puts the news where they stand.
// Without this the page has a link that does the same.

const WAIT_MS = 2000;

async function look() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reply.ok && !reply.redirected) {
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const news = page.getElementById("job");
      if (!news) return location.reload(); // the work is done, and another page stands here
      document.getElementById("job").replaceWith(news);
    } else if (reply.ok && new URL(reply.url).pathname.startsWith(`${location.pathname}/`)) {
      return location.assign(reply.url); // the next step has a page of its own
    }
  } catch {
    // the line is down: look again later
  }
  if (document.querySelector("#job[data-open]")) setTimeout(look, WAIT_MS);
}

if (document.querySelector("#job[data-open]")) setTimeout(look, WAIT_MS);
