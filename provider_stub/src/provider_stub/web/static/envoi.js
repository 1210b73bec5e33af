// The form leaves by itself; without script, its button does the same.
document.getElementById("envoi").submit();
