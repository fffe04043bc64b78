namespace Plugin.EventLog.Tests.Store;

public sealed class An_append_that_nobody_watches
{
    [Fact]
    public void Allocates_nothing_for_traces_and_metrics()
    {
        var appended = new Appended(1, 1, Replayed: false, default);
        var conflict = new StreamConflictException("task-1", 1, 2);
        Watched(100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Watched(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Watched(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var appending = LogTelemetry.Appending.Begin();
                appending.Stored(appended);
                appending.Failed(conflict);
                LogTelemetry.Committed(1, 1);
            }
        }
    }
}
