/** What brought a hub's tables to where they are, oldest first. One that has been released is never changed: the next one mends it. */
export const HUB_MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table state (
      one integer primary key,
      hub_id text, since integer,
      epoch text, seq integer not null, chain text,
      position integer not null,
      silences integer not null
    ) strict`,
    `insert into state (one, seq, position, silences) values (1, 0, 0, 0)`,
    `create table token (name text primary key, sha256 text not null unique, scope text not null) strict`,
    `create table invitation (
      key text primary key, sha256 text not null,
      since integer not null, until integer not null,
      uses integer not null,
      agent text
    ) strict`,
    `create index invitation_until on invitation (until)`,
    `create table agent (
      id text primary key,
      key text not null unique, sha256 text not null,
      since integer not null, revoked_at integer,
      host text not null, os text, arch text, engine text,
      version text,
      remembers text not null, tells text not null
    ) strict`,
    `create table stream (agent text primary key, session text, version integer not null, body text not null) strict`,
    `create table lease (
      agent text primary key,
      state text not null, since integer not null,
      heard_at integer, until integer,
      sync_ms integer not null,
      version integer not null
    ) strict`,
    `create index lease_until on lease (state, until, agent)`,
    `create table epoch (epoch text primary key, agent text not null, closed_at integer) strict`,
    `create index epoch_closed on epoch (closed_at) where closed_at is not null`,
    `create table believed (
      agent text not null, subject text not null,
      kind text not null, name text, project text,
      condition text not null, at integer not null,
      ring integer not null,
      last text not null, flapping text not null,
      primary key (agent, subject)
    ) strict`,
    `create index believed_condition on believed (kind, agent, condition)`,
    `create index believed_restless on believed (agent, subject) where ring <> 0`,
    `create table transition (
      position integer primary key,
      agent text not null,
      epoch text not null, seq integer not null,
      subject text not null,
      at integer not null, received_at integer not null,
      elsewhere integer not null,
      body text not null, output text,
      core_hash text not null, output_hash text not null, chain text not null,
      unique (epoch, seq)
    ) strict`,
    `create index transition_agent on transition (agent, position)`,
    `create index transition_subject on transition (agent, subject, position)`,
    `create index transition_output on transition (received_at) where output is not null`,
    `create table gap (
      id integer primary key,
      agent text not null, epoch text not null,
      from_seq integer not null, to_seq integer not null,
      at integer not null,
      unique (epoch, from_seq)
    ) strict`,
    `create index gap_agent on gap (agent, at)`,
    `create index gap_at on gap (at)`,
    `create table rejected (
      id integer primary key,
      agent text not null, epoch text not null, seq integer not null,
      code text not null, at integer not null,
      body text not null,
      unique (epoch, seq)
    ) strict`,
    `create index rejected_agent on rejected (agent, at)`,
    `create index rejected_at on rejected (at)`,
    `create table snapshot_part (
      id integer primary key,
      agent text not null, snapshot text not null, part integer not null,
      at integer not null,
      subjects text not null,
      unique (agent, snapshot, part)
    ) strict`,
    `create index snapshot_part_at on snapshot_part (at)`,
    // Whose subject it is: 'agent/<id>/...'. Nobody's for an agent itself, and for what is the hub's.
    `create table delivery (
      destination text not null, subject text not null,
      ready_at integer,
      version integer not null,
      body text not null,
      agent text generated always as (
        case when substr(subject, 1, 6) = 'agent/' and instr(substr(subject, 7), '/') > 0
          then substr(subject, 7, instr(substr(subject, 7), '/') - 1) end
      ) virtual,
      primary key (destination, subject)
    ) strict`,
    `create index delivery_ready on delivery (destination, ready_at) where ready_at is not null`,
    `create index delivery_subject on delivery (subject)`,
    `create index delivery_agent on delivery (agent, destination, subject) where agent is not null`,
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
    `create table silence (
      subject text primary key,
      since integer not null, until integer not null,
      made_by text not null, reason text
    ) strict`,
    `create index silence_until on silence (until)`,
  ],
];
