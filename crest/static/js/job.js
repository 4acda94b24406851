// Looks again every few seconds while the work goes on, and puts the news where they stand.
// Without this the page has a link that does the same.

const WAIT_MS = 2000;

async function look() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reply.ok && !reply.redirected) {
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const news = page.getElementById("job");
      if (news) document.getElementById("job").replaceWith(news);
    }
  } catch {
    // the line is down: look again later
  }
  if (document.querySelector("#job[data-open]")) setTimeout(look, WAIT_MS);
}

if (document.querySelector("#job[data-open]")) setTimeout(look, WAIT_MS);
