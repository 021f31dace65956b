"""What people type: every command as it is meant, with words to put into it, sensible and absurd ones.

`{nick}`, `{room}`, `{mask}`, `{text}`, `{word}` and so on are filled in; `%id` and `%at` are for a crowd to fill in.
"""

NICKS = ("ann", "bob", "cat", "amy", "ben", "Ann")
ROOMS = ("#x", "#y", "#general", "#X", "#z")

CAPABILITIES = (
    "",
    "message-tags server-time",
    "batch labeled-response echo-message message-tags extended-join multi-prefix account-tag server-time",
    ("account-notify account-tag away-notify batch chghost draft/channel-rename draft/chathistory draft/event-playback"
     " draft/message-redaction draft/metadata-2 draft/multiline draft/oper draft/read-marker echo-message extended-join"
     " extended-monitor groupchat.local/edit groupchat.local/search invite-notify labeled-response message-tags"
     " multi-prefix server-time setname standard-replies userhost-in-names"),
    "batch draft/chathistory draft/metadata-3 draft/pre-away labeled-response multi-prefix no-implicit-names",
    "draft/multiline batch message-tags echo-message userhost-in-names multi-prefix cap-notify",
)
"""Sets of capabilities that programs ask for."""

WORDS = {
    "nick": (*NICKS, "dan", "nobody", "*"),
    "room": (*ROOMS, "#x,#y", "#new", "#x,#new,#z"),
    "mask": ("*!*@*", "ann", "a:amy", "m:bob!*@*", "*!*@192.0.2.1.cloak", "b*"),
    "ban": ("bob!*@*", "a:ben", "192.0.2.2", "192.0.2.0/30", "*!*@nowhere"),
    "text": ("hello", "", "tokens", "\x01ACTION waves\x01", "x" * 300, "caf\u00e9 \U0001f600"),
    "when": ("timestamp=2026-01-01T00:00:00.000Z", "timestamp=2026-01-01T00:01:00.000Z", "msgid=%id", "*"),
    "rank": ("o", "v", "h", "q", "a"),
    "flag": ("i", "m", "n", "s", "t", "C", "P", "R"),
    "sign": ("+", "-"),
    "key": ("color", "avatar", "url"),
    "number": ("1", "3", "100", "0", "-1"),
    "cap": ("echo-message", "multi-prefix", "message-tags", "batch", "labeled-response", "draft/multiline",
            "away-notify", "extended-join", "draft/chathistory", "-server-time"),
    "absurd": ("", "*", "#", ",", ",,,,", "-1", "99999999999999999999", "\x01", "!@", "=", "#x,#X,#x", "\u2028",
               "x" * 200, "++--++", "msgid=", ":", "::"),
}

PHRASES = (
    "JOIN {room}", "JOIN {room} {absurd}", "JOIN 0", "PART {room}", "PART {room} :{text}", "TOPIC {room}",
    "TOPIC {room} :{text}", "NAMES {room}", "KICK {room} {nick} :{text}", "KICK {room} {nick},{nick}",
    "INVITE {nick} {room}", "INVITE", "RENAME {room} {room} :{text}", "RENAME {room} #w", "RENAME #w {room}",
    "MODE {room} {sign}{rank} {nick}", "MODE {room} {sign}{rank}{rank} {nick} {nick}", "MODE {room} {sign}{flag}",
    "MODE {room} {sign}b {mask}", "MODE {room} {sign}e {mask}", "MODE {room} {sign}I {mask}", "MODE {room} b",
    "MODE {room} +k {absurd}", "MODE {room} -k *", "MODE {room} +l {number}", "MODE {room} -l",
    "MODE {room} +f {room}", "MODE {room} -f", "MODE {nick} {sign}i", "MODE {nick} {sign}B", "MODE {nick} {sign}R",
    "MODE {nick} -o", "MODE {room}", "NICK {nick}", "NICK {absurd}", "AWAY :{text}", "AWAY", "AWAY *",
    "SETNAME :{text}", "PRIVMSG {nick} :{text}", "PRIVMSG {room} :{text}", "NOTICE {room},{nick} :{text}",
    "PRIVMSG @{room} :{text}", "@+typing=active TAGMSG {room}", "@+draft/react=x;+draft/reply=%id TAGMSG %at",
    "@+a=b PRIVMSG {room} :{text}", "CHATHISTORY LATEST {room} * {number}", "CHATHISTORY BEFORE {room} {when} 5",
    "CHATHISTORY AFTER {nick} {when} 5", "CHATHISTORY AROUND {room} {when} {number}",
    "CHATHISTORY BETWEEN {room} {when} {when} 5", "CHATHISTORY TARGETS {when} {when} {number}",
    "SEARCH text=hello;in={room}", "SEARCH from={nick};limit={number}", "REDACT %at %id :{text}",
    "EDIT %at %id :{text}", "MARKREAD {room}", "MARKREAD {room} {when}", "METADATA * SET {key} :{text}",
    "METADATA {room} SET {key} :{text}", "METADATA {nick} GET {key}", "METADATA * CLEAR", "METADATA {room} CLEAR",
    "METADATA * SUB {key}", "METADATA {room} SYNC", "METADATA {nick} LIST", "METADATA *ALL SYNC",
    "MONITOR + {nick},{nick}", "MONITOR - {nick}", "MONITOR C", "MONITOR S", "MONITOR L", "WHO {room}",
    "WHO {nick} %tcuihsnfdlaor,7", "WHOIS {nick}", "WHOWAS {nick}", "LIST", "LIST {room},>1", "USERHOST {nick}",
    "ISON {nick} {nick}", "LUSERS", "MOTD", "VERSION", "HELP JOIN", "PING {absurd}", "PONG x", "QUIT :{text}",
    "CAP LS 302", "CAP REQ :{cap}", "CAP REQ :-{cap}", "CAP LIST", "CAP END", "REGISTER * * secret7",
    "REGISTER * a@example.org secret7", "VERIFY {nick} 000001", "PASSWD sesame newsecret", "AUTHENTICATE PLAIN",
    "AUTHENTICATE AGFteQBzZXNhbWU=", "AUTHENTICATE *", "AUTHENTICATE SCRAM-SHA-256", "OPER root secret",
    "OPER root {absurd}", "KILL {nick} :{text}", "WALLOPS :{text}", "CHGHOST {nick} ident some.host",
    "SETHOST some.host", "REHASH", "STATS u", "BATCH +b draft/multiline {room}", "@batch=b PRIVMSG {room} :{text}",
    "@batch=b;draft/multiline-concat PRIVMSG {room} :{text}", "BATCH -b", "BATCH {absurd}", "PASS {absurd}",
    "USER x 0 * :{text}", "WEBIRC {absurd} gate host 192.0.2.9", "{absurd} {absurd} :{text}", "{absurd}",
    "JOIN {absurd}", "MODE {room} {absurd} {absurd}", "PRIVMSG {absurd} :{text}", "KICK {room} {absurd}",
    "METADATA {absurd} SET {absurd} :{text}", "CHATHISTORY {absurd} {room} {absurd} {absurd}",
    "MONITOR {absurd} {absurd}",
)
