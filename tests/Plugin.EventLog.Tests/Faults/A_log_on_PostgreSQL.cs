using Plugin.EventLog.Tests.Faults.Postgres;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>A failing seed replays: <c>deploy/bench.sh soak</c> says how.</summary>
public sealed class A_log_on_PostgreSQL
{
    [Fact]
    public Task Is_right_after_connections_were_cut() => Schedules.Each(PostgresSchedules.Cut, 1, 10);

    [Fact]
    public Task Is_right_after_a_silo_was_killed() => Schedules.Each(PostgresSchedules.Kill, 1, 3);

    [Fact]
    public async Task Is_right_after_the_database_was_restarted()
    {
        await using var server = await PostgresServer.Start(Directory.CreateTempSubdirectory("plugin-faults-").FullName);
        await Schedules.Each((seed, token) => PostgresSchedules.Restart(server, seed, token), 1, 4);
    }
}
