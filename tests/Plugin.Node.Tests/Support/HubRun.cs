using System.Text;
using Plugin.Contracts;
using Plugin.Contracts.Station;

namespace Plugin.Node.Tests.Support;

/// <summary>One run as the test's hub keeps it, with the rules of the station protocol.</summary>
internal sealed class HubRun(int id, string image, string input, int? parent, IReadOnlyList<ClaimedDatabase> databases)
{
    private string _input = input;

    public int Id => id;

    public string Input => _input;

    public string State { get; private set; } = RunStates.Pending;

    public int Attempt { get; private set; }

    public bool Finished { get; private set; }

    public string? Cause { get; private set; }

    public string? Result { get; private set; }

    public string? Log { get; private set; }

    public string? Session { get; private set; }

    public int Job { get; set; } = 50;

    /// <summary>What its task goes by.</summary>
    public string? ImageDigest { get; set; }

    /// <summary>Everything its station showed of its log while it ran.</summary>
    public List<LiveLog> Shown { get; } = [];

    /// <summary>Every state it was reported in, with its attempt, as far as it changed something.</summary>
    public List<string> History { get; } = [];

    public OpenRun Open => new(id, TaskId, parent, image, State, Attempt);

    private int TaskId => 100 + id;

    public (string Code, string Reason)? Claim(string session)
    {
        if (Finished)
        {
            return ("run.finished", $"The run has ended already: {State}.");
        }

        if (State == RunStates.Claimed && Session == session)
        {
            return null;
        }

        if (State != RunStates.Pending)
        {
            return ("run.already_claimed", "The run is claimed and its attempt is under way.");
        }

        Attempt++;
        Session = session;
        State = RunStates.Claimed;
        return null;
    }

    public ClaimGranted Grant() => new(
        id, Attempt, TaskId, Job, parent, 3, null, null, 9, 4, 7, image, databases, _input.Length > RunReport.InlineLimit ? null : _input, $"run-token-{id}-{Attempt}", 120);

    public (string Code, string Reason)? Report(RunReport report, Func<string, string?> uploaded)
    {
        if (Finished)
        {
            return report.Attempt == Attempt && report.State == State && report.Cause == Cause && State != RunStatus.Killed
                ? null
                : ("run.finished", $"The run has ended already: {State}.");
        }

        if (report.Attempt != Attempt || State == RunStates.Pending)
        {
            return report.State == RunReport.Lost && report.Attempt == Attempt ? null : ("run.superseded", "The attempt no longer holds the run.");
        }

        switch (report.State)
        {
            case RunReport.Lost:
                State = RunStates.Pending;
                History.Add($"{report.Attempt}: lost");
                return null;
            case RunStates.AwaitingApproval when State == RunStates.Claimed:
            case RunStates.Initializing when State is RunStates.Claimed or RunStates.AwaitingApproval:
            case RunStates.Active when State is RunStates.Claimed or RunStates.Initializing or RunStates.AwaitingApproval:
            case RunStates.Held when State == RunStates.Active:
                State = report.State;
                History.Add($"{report.Attempt}: {report.State}");
                return null;
            case RunReport.Approved when State == RunStates.AwaitingApproval:
                History.Add($"{report.Attempt}: {report.Cause}");
                return null;
            case RunStates.AwaitingApproval or RunReport.Approved or RunStates.Initializing or RunStates.Active or RunStates.Held:
                return null;
            default:
                Finish(report.State, report.Cause ?? throw new InvalidOperationException("An end needs a cause."));
                Result = report.Result ?? (report.ResultContent is null ? null : uploaded(report.ResultContent));
                Log = report.Log ?? (report.LogContent is null ? null : uploaded(report.LogContent));
                return null;
        }
    }

    public void Finish(string state, string cause)
    {
        Finished = true;
        State = state;
        Cause = cause;
        History.Add($"{Attempt}: {state}");
    }

    /// <summary>The next claim gets an input that is no payload.</summary>
    public void SpoilInput() => _input = "§";

    public void Release() => State = RunStates.Pending;

    public string? ResultText => Result is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(Result));
}
