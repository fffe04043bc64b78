using Plugin.EventLog.Tests.Faults.Sqlite;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>A failing seed replays: <c>Plugin.EventLog.Tests soak 1 SEED SCHEDULE</c>.</summary>
public sealed class A_log_on_SQLite
{
    [Fact]
    public Task Is_right_after_the_machine_stopped_in_the_middle_of_a_write() => Schedules.Each(SqliteSchedules.Stop, 1, 40);

    [Fact]
    public Task Is_right_after_the_disk_refused_writes_and_serves_on_without_a_restart() => Schedules.Each(SqliteSchedules.Refuse, 1, 40);

    [Fact]
    public Task Is_right_after_its_process_was_killed() => Schedules.Each(SqliteSchedules.Kill, 1, 6);
}
