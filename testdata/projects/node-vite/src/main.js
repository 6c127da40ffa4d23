import "./style.css";

const buoys = ["east cardinal", "safe water", "special mark"];
document.querySelector("#buoys").replaceChildren(
  ...buoys.map((name) => Object.assign(document.createElement("li"), { textContent: name })),
);
