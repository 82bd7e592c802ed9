"""An office of thousands, put into a seeded office's database before its server starts: teams that see each other, and the reception, which
all see and which sees nobody. Everybody is signed in once, which a server could not do at once: Argon2id takes its time on purpose."""
import hashlib
import secrets
import sqlite3
import time

TEAM = 40


def ha1(algorithm, user, realm, secret):
    return hashlib.new(algorithm, f"{user}:{realm}:{secret}".encode()).hexdigest()


class LargeOffice:
    """`tokens`: a sign-in of each of `people`. `phones`: desk phones of `with_phone` of them: (user, auth_user, secret, person id)."""

    def __init__(self, data, realm, people, with_phone):
        self.tokens, self.phones = [], []
        with sqlite3.connect(data / "sidetone.sqlite") as database:
            self.database = database
            self.reception = database.execute("select id from pbx_user where short_name = 'reception'").fetchone()[0]
            self.first = {table: 1 + (database.execute(f"select max(id) from {table}").fetchone()[0] or 0)
                          for table in ("pbx_user", "user_group", "device", "sign_in")}
            for index in range(people):
                self.add_person(index)
            for index in range(0, people, TEAM):
                self.add_team(index // TEAM, range(index, min(index + TEAM, people)))
            for index in range(0, people, max(people // with_phone, 1)):
                self.add_phone(index, realm)
        database.close()

    def person(self, index):
        return self.first["pbx_user"] + index

    def insert(self, table, *values):
        self.database.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)

    def add_person(self, index):
        name = f"p{index:05}"
        self.insert("pbx_user", self.person(index), "person", name, f"Person {index}", str(100000 + index), "", "Team", "", "", 1, 0)
        token, now = secrets.token_hex(16), int(time.time() * 1000)
        self.insert("sign_in", self.first["sign_in"] + index, self.person(index), hashlib.sha256(token.encode()).hexdigest(), "bench", "127.0.0.1", now, now)
        self.tokens.append(token)

    def add_team(self, index, members):
        group = self.first["user_group"] + index
        self.insert("user_group", group, f"Team {index}", 15)
        for position, member in enumerate(members):
            self.insert("group_member", group, self.person(member), position, 1)
        self.insert("group_member", group, self.reception, len(members), 0)

    def add_phone(self, index, realm):
        user, secret = f"p{index:05}", secrets.token_hex(12)
        auth = user + "-1"
        self.insert("device", self.first["device"] + index, self.person(index), "phone", "Desk phone", auth, ha1("md5", auth, realm, secret),
                    ha1("sha256", auth, realm, secret), "auto", None, None)
        self.phones.append((user, auth, secret, f"u{self.person(index)}"))
