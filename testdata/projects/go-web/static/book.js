fetch('/api/entries')
  .then((answer) => answer.json())
  .then((entries) => {
    const list = document.getElementById('entries');
    for (const entry of entries) {
      const item = document.createElement('li');
      item.textContent = `${entry.name}: ${entry.text}`;
      list.append(item);
    }
  });
