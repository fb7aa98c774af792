/// The script of a site: the search and a prompt; at most 12 kB compressed.
///
/// It writes text alone, never markup, and nothing of a page depends on it.
enum PromptScript {
  static let text = #"""
    "use strict";
    (() => {
      const root = new URL("../", document.currentScript.src);
      const unspaced = new RegExp("[\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ecd\\u1780-\\u17d3" +
        "\\u3041-\\u3096\\u30a1-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3" +
        "\\uf900-\\ufaff\\u{20000}-\\u{3fffd}]", "u");
      const letter = /[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{N}\p{M}]/u;

      // The words of a text, as the index has them.
      const split = text => {
        const words = new Set();
        let word = "", last = "";
        const end = () => {
          if (word && [...word].length <= 32) words.add(word);
          word = "";
        };
        for (const char of text) {
          if (unspaced.test(char)) {
            end();
            if (last) words.add(last + char);
            last = char;
            continue;
          }
          last = "";
          if (letter.test(char)) word += char.toLowerCase();
          else end();
        }
        end();
        return [...words];
      };

      // The index: scripts that call these functions.
      const waiting = new Map(), asked = new Map();
      const give = (key, value) => waiting.get(key)?.(value);
      window.blogsh = {
        manifest: (count, first) => give("manifest", {count, first}),
        words: (n, text) => give("w/" + n, text.split("\n")),
        posts: (n, rows) => give("d/" + n, rows),
        split,
      };
      const policy = window.trustedTypes?.createPolicy("blogsh", {createScriptURL: url => url});
      const load = key => {
        if (!asked.has(key)) asked.set(key, new Promise((done, fail) => {
          waiting.set(key, done);
          const script = document.createElement("script");
          const url = new URL("_blogsh/search/" + key + ".js", root).href;
          script.src = policy ? policy.createScriptURL(url) : url;
          script.onerror = () => fail(new Error("cannot load " + key + ".js"));
          document.head.append(script);
        }));
        return asked.get(key);
      };

      const bytes = new TextEncoder();
      const before = (a, b) => {
        const x = bytes.encode(a), y = bytes.encode(b);
        for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i] < y[i];
        return x.length < y.length;
      };

      // The posts that have a word, with whether their titles do; the last word may be a beginning.
      const find = async (word, isBeginning) => {
        const {first} = await load("manifest");
        let low = 0, high = first.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (before(word, first[middle])) high = middle; else low = middle + 1;
        }
        const posts = new Map();
        let common = false;
        for (let n = Math.max(0, low - 1); n < first.length && n < low + 3; n++) {
          if (n >= low && !(isBeginning && first[n].startsWith(word))) break;
          for (const line of await load("w/" + n)) {
            const space = line.indexOf(" "), own = line.slice(0, space);
            if (!(own === word || isBeginning && own.startsWith(word))) continue;
            let rest = line.slice(space + 1), post = -1;
            if (rest[0] === "*") { common = true; rest = rest.slice(1); }
            for (const part of rest.split(",")) {
              if (!part) continue;
              const titled = part[0] === "!";
              post += parseInt(titled ? part.slice(1) : part, 36);
              posts.set(post, posts.get(post) || titled);
            }
          }
        }
        return {word, posts, common};
      };

      const search = async text => {
        const words = split(text);
        if (!words.length) return {rows: [], note: "Type a word."};
        const answers = await Promise.all(words.map((w, i) => find(w, i === words.length - 1)));
        const common = answers.filter(a => a.common).map(a => a.word);
        const strict = answers.filter(a => !a.common);
        const scores = new Map();
        for (const {posts} of strict.length ? strict : answers)
          for (const [post, titled] of posts) {
            const s = scores.get(post) || {n: 0, t: 0};
            s.n++;
            if (titled) s.t++;
            scores.set(post, s);
          }
        const need = strict.length || answers.length;
        const found = [...scores].filter(([, s]) => s.n === need)
          .sort(([a, x], [b, y]) => y.t - x.t || a - b);
        const rows = [];
        for (const [post] of found.slice(0, 50))
          rows.push((await load("d/" + (post >> 7)))[post & 127]);
        let note = found.length === 1 ? "1 post" : found.length + " posts";
        if (found.length > 50) note += ", the first 50 of them";
        if (common.length) note += "; too common to search for in texts: " + common.join(", ");
        return {rows, note};
      };

      // Writing: text and links alone.
      const element = (name, text, attributes = {}) => {
        const e = document.createElement(name);
        if (text !== undefined) e.textContent = text;
        for (const key in attributes) e.setAttribute(key, attributes[key]);
        return e;
      };
      const anchor = (path, text) => element("a", text, {href: new URL(path, root).href});
      const show = (list, rows) => {
        list.replaceChildren(...rows.map(([path, title, date]) => {
          const item = element("li", date ? date + " " : "");
          item.append(anchor(path, title));
          return item;
        }));
      };

      // The page of the search.
      const input = document.getElementById("words"), answer = document.getElementById("answer");
      if (input && answer) {
        const list = document.getElementById("found");
        const run = async () => {
          try {
            const {rows, note} = await search(input.value);
            answer.textContent = note;
            show(list, rows);
          } catch (error) {
            answer.textContent = "The search failed: " + error.message + ".";
          }
        };
        answer.textContent = "";
        input.form.addEventListener("submit", event => { event.preventDefault(); run(); });
        const query = new URLSearchParams(location.search).get("q");
        if (query) { input.value = query; run(); }
      }

      // The prompt.
      const main = document.getElementById("text");
      if (!main || !document.querySelector("p.command")) return;
      const form = element("form", undefined, {id: "prompt"});
      const line = element("input", undefined, {
        type: "text", "aria-label": "Command", autocomplete: "off", autocapitalize: "off",
        spellcheck: "false",
      });
      const sign = element("span", "$", {"aria-hidden": "true"});
      const output = element("div", undefined, {id: "output"});
      const status = element("p", "", {role: "status"});
      form.append(sign, line);
      main.after(form, status, output);
      const here = () => {
        const path = decodeURI(location.href.slice(root.href.length)).split(/[?#]/)[0];
        return path.startsWith("_blogsh/") ? "" : path.replace(/[^/]*$/, "");
      };
      const commands = {
        help: "help", ls: "ls [folder]", cd: "cd [folder]", pwd: "pwd", cat: "cat post",
        tree: "tree", head: "head", wc: "wc", grep: "grep words", find: "find words", tags: "tags",
        clear: "clear",
      };
      const encode = path => path.split("/").map(encodeURIComponent).join("/");
      const resolve = word => {
        const parts = (word.startsWith("/") ? word : here() + word).split("/"), out = [];
        for (const part of parts) {
          if (part === "..") out.pop();
          else if (part && part !== ".") out.push(part);
        }
        return out.join("/");
      };
      const go = path => { location.href = new URL(path, root).href; };
      const text = () => document.querySelector("main article").innerText.trim();
      const lines = content => output.replaceChildren(element("pre", content, {class: "text"}));
      const names = () => [...document.querySelectorAll("table.ls th a, ul.tree a")]
        .map(a => a.textContent);
      const run = {
        help: () => lines(Object.values(commands).join("\n")),
        pwd: () => lines("/" + here()),
        clear: () => { output.replaceChildren(); status.textContent = ""; },
        ls: word => {
          const folder = resolve(word || "");
          go(encode(folder) + (folder ? "/" : "") + "index.html");
        },
        cd: word => run.ls(word || "/"),
        tree: () => go("_blogsh/tree.html"),
        tags: () => go("_blogsh/tags.html"),
        cat: word => {
          if (!word) return lines("cat: name a post");
          const suffix = /\.(md|markdown|mkd|mdown|mdx|rmd|qmd|txt)$/i;
          go(encode(resolve(word).replace(suffix, "")) + ".html");
        },
        head: () => lines(text().split("\n").slice(0, 10).join("\n")),
        wc: () => {
          const t = text();
          lines([t.split("\n").length, t.split(/\s+/).filter(Boolean).length,
            bytes.encode(t).length].join(" "));
        },
        grep: async word => {
          if (!word) return lines("grep: name words to search for");
          try {
            const {rows, note} = await search(word);
            const list = element("ul");
            show(list, rows);
            status.textContent = note;
            output.replaceChildren(list);
          } catch (error) {
            lines("grep: " + error.message);
          }
        },
        find: word => run.grep(word),
      };
      const past = [];
      let place = 0;
      form.addEventListener("submit", event => {
        event.preventDefault();
        const typed = line.value.trim();
        if (!typed) return;
        past.push(typed);
        place = past.length;
        line.value = "";
        status.textContent = "";
        const name = typed.split(/\s+/)[0];
        const word = typed.slice(name.length).trim().replace(/^(['"])(.*)\1$/, "$2");
        if (Object.hasOwn(run, name)) run[name](word);
        else lines(name + ": no such command; help lists those that work here");
      });
      line.addEventListener("keydown", event => {
        if (event.key === "ArrowUp" || event.key === "ArrowDown") {
          place = Math.min(Math.max(place + (event.key === "ArrowUp" ? -1 : 1), 0), past.length);
          line.value = past[place] || "";
          event.preventDefault();
        } else if (event.key === "Escape") {
          line.blur();
        } else if (event.key === "Tab" && !event.shiftKey && line.value) {
          const words = line.value.split(" "), last = words.pop();
          const from = words.length ? names() : Object.keys(commands);
          const fitting = from.filter(n => n.startsWith(last));
          if (!last || !fitting.length || fitting[0] === last) return;
          let common = fitting[0];
          for (const n of fitting) while (!n.startsWith(common)) common = common.slice(0, -1);
          if (common === last) { lines(fitting.join("\n")); event.preventDefault(); return; }
          words.push(common + (fitting.length === 1 && !common.endsWith("/") ? " " : ""));
          line.value = words.join(" ");
          event.preventDefault();
        }
      });
    })();

    """#
}
