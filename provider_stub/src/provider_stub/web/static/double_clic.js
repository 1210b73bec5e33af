// Two clicks, a twentieth of a second apart; without script, a person does it.
const link = document.getElementById("depart");
link.click();
setTimeout(() => link.click(), 50);
