module.exports = { title: "A blog", evergreen: true };
