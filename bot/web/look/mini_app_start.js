// What every page does that Telegram shows.
import {webApp} from "./mini_app.js";

webApp.start();
if (window.history.length > 1 && !document.querySelector("[data-home]")) webApp.backButton(() => history.back());

// The first page exchanges what the client signed for a session, once.
const entry = document.querySelector("form[data-entry]");
if (entry && webApp.initData) {
  entry.elements.init_data.value = webApp.initData;
  webApp.expand();
  entry.submit();
} else if (entry) {
  entry.hidden = true;
  document.querySelector("[data-elsewhere]").hidden = false;
}
