/** What brought the tables to where they are, oldest first. One that has been released is never changed: the next one mends it. */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table state (
      one integer primary key,
      epoch text, seq integer not null, chain text,
      position integer not null,
      engine_lost integer not null
    ) strict`,
    `insert into state (one, epoch, seq, chain, position, engine_lost) values (1, null, 0, null, 0, 0)`,
    `create table transition (
      position integer primary key,
      epoch text not null, seq integer not null,
      subject text not null, at integer not null,
      body text not null, output text,
      core_hash text not null, output_hash text not null, chain text not null,
      unique (epoch, seq)
    ) strict`,
    `create index transition_subject on transition (subject, position)`,
    `create index transition_output on transition (at) where output is not null`,
    `create table monitor (container_id text primary key, body text not null) strict`,
    `create table subject (
      subject text primary key,
      container_id text, created_at text,
      removed_at integer,
      last text not null
    ) strict`,
    `create index subject_removed on subject (removed_at) where removed_at is not null`,
    `create table delivery (
      destination text not null, subject text not null,
      ready_at integer,
      version integer not null,
      body text not null,
      primary key (destination, subject)
    ) strict`,
    `create index delivery_ready on delivery (destination, ready_at) where ready_at is not null`,
    `create index delivery_subject on delivery (subject)`,
    `create table destination (
      name text primary key,
      version integer not null,
      feed_position integer,
      body text not null
    ) strict`,
    `create table dead_letter (
      id integer primary key,
      destination text not null, entry_id text not null,
      at integer not null,
      body text not null,
      unique (destination, entry_id)
    ) strict`,
    `create index dead_letter_at on dead_letter (at)`,
    `create table rollup_day (
      id integer primary key,
      subject text not null, day integer not null,
      up_ms integer not null, down_ms integer not null, starting_ms integer not null, excluded_ms integer not null,
      unique (subject, day)
    ) strict`,
    `create index rollup_day_day on rollup_day (day)`,
  ],
  [
    `create table silence (
      subject text primary key,
      since integer not null, until integer not null,
      made_by text not null, reason text
    ) strict`,
    `create index silence_until on silence (until)`,
    `alter table state add column silences integer not null default 0`,
    `update delivery set body = json_set(body, '$.silenced', null)`,
  ],
  [
    `alter table subject add column flapping text not null default '{"ring":0,"was":null,"flapping":false}'`,
    `update delivery set body = json_set(body, '$.flapping', json('false'))`,
    `update delivery set body = json_set(body, '$.told.flapping', json('false'))
      where json_type(body, '$.told') = 'object'`,
  ],
];
