using System.Text.Json;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Status;

/// <summary>Leaves in the data folder how the agent is doing, every few seconds and at its end. Only the running agent writes it.</summary>
internal sealed class StatusFile(string dataFolder, string version, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly string _path = Path.Combine(dataFolder, StationStatus.FileName);
    private readonly ResourceMeter _resources = new(dataFolder, time);
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly ProcessMark _self = Mark();

    /// <summary>What was written last.</summary>
    public StationStatus? Last { get; private set; }

    /// <param name="snapshot">Asks the agent.</param>
    public async Task Keep(Func<Task<AgentStatus>> snapshot, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                Write(await snapshot(), ended: null);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent has ended; its last word is written by whoever knows why.
        }
    }

    /// <summary>A look from outside is not worth a fault of the agent's: what cannot be written is written the next time.</summary>
    public void Write(AgentStatus status, string? ended)
    {
        try
        {
            Last = new StationStatus(time.GetUtcNow(), _started, version, _self, ended, status, _resources.Read());
            var text = JsonSerializer.Serialize(Last, StationStatus.Json);
            // Whole or not at all for who reads it meanwhile; after a power cut nobody asks for it, so it is not flushed.
            var unfinished = _path + ".unfinished";
            File.WriteAllText(unfinished, text);
            Durable.Mode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(unfinished, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, most likely; the age of what is there tells.
        }
    }

    private static ProcessMark Mark()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)
            ?? throw new InvalidOperationException("/proc does not know this process.");
        return new ProcessMark(self.Id, self.StartTime, self.Boot);
    }
}
