-- Orleans reads the texts of its statements from OrleansQuery, by these keys, and gives them these parameters; the tables behind them are ours.
-- Silos that start at once apply this one after the other.
select pg_advisory_xact_lock(1347179851);

create schema if not exists orleans;

-- The version goes up with every change of the membership, and a change names the version that it was decided on.
create table if not exists orleans.clusters (
    id text not null,
    version integer not null,
    constraint clusters_id primary key (id)
);

create table if not exists orleans.silos (
    cluster text not null,
    address text not null,
    port integer not null,
    generation integer not null,
    name text not null,
    host text not null,
    status integer not null,
    proxy_port integer not null,
    suspicions text,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    constraint silos_cluster_address_port_generation primary key (cluster, address, port, generation)
);

create table if not exists orleans.orleansquery (
    querykey text not null,
    querytext text not null,
    constraint orleansquery_querykey primary key (querykey)
);

insert into orleans.orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $$
    with added as (
        insert into orleans.clusters (id, version) values (@DeploymentId, 0) on conflict (id) do nothing returning id)
    select exists (select from added)
$$),
('MembershipReadAllKey', $$
    select c.version as "Version", s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName",
        s.host as "HostName", s.status as "Status", s.proxy_port as "ProxyPort", s.suspicions as "SuspectTimes",
        s.started_at as "StartTime", s.alive_at as "IAmAliveTime"
    from orleans.clusters as c left join orleans.silos as s on s.cluster = c.id
    where c.id = @DeploymentId
$$),
('MembershipReadRowKey', $$
    select c.version as "Version", s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName",
        s.host as "HostName", s.status as "Status", s.proxy_port as "ProxyPort", s.suspicions as "SuspectTimes",
        s.started_at as "StartTime", s.alive_at as "IAmAliveTime"
    from orleans.clusters as c
    left join orleans.silos as s
        on s.cluster = c.id and s.address = @Address and s.port = @Port and s.generation = @Generation
    where c.id = @DeploymentId
$$),
('InsertMembershipKey', $$
    with moved as (
        update orleans.clusters set version = version + 1
        where id = @DeploymentId and version = @Version and not exists (
            select from orleans.silos
            where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning id),
    added as (
        insert into orleans.silos (cluster, address, port, generation, name, host, status, proxy_port, started_at, alive_at)
        select id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from moved
        returning cluster)
    select exists (select from added)
$$),
('UpdateMembershipKey', $$
    with moved as (
        update orleans.clusters set version = version + 1
        where id = @DeploymentId and version = @Version and exists (
            select from orleans.silos
            where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning id),
    changed as (
        update orleans.silos as s set status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime
        from moved
        where s.cluster = moved.id and s.address = @Address and s.port = @Port and s.generation = @Generation
        returning s.cluster)
    select exists (select from changed)
$$),
('UpdateIAmAlivetimeKey', $$
    update orleans.silos set alive_at = @IAmAliveTime
    where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
('GatewaysQueryKey', $$
    select address as "Address", proxy_port as "ProxyPort", generation as "Generation"
    from orleans.silos
    where cluster = @DeploymentId and status = @Status and proxy_port > 0
$$),
('DeleteMembershipTableEntriesKey', $$
    with gone as (delete from orleans.silos where cluster = @DeploymentId)
    delete from orleans.clusters where id = @DeploymentId
$$),
-- 3 is Active: whoever is not and has not been heard of for so long is no more.
('CleanupDefunctSiloEntriesKey', $$
    delete from orleans.silos where cluster = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$$)
on conflict (querykey) do update set querytext = excluded.querytext;
