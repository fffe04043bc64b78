using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

/// <summary>One command, what the run was when it came, what was decided, and what it is then.</summary>
internal sealed record RunStep(Run Before, RunCommand Command, Decision<RunEvent> Decision, Run After)
{
    public IEnumerable<RunEvent> Events => Decision is Decision<RunEvent>.Accepted accepted ? accepted.Events : [];

    public int Attempt => Before is Run.Existing run ? run.Attempt : 0;
}

/// <summary>
/// What nodes and hub may say to a run in any order. Most of it is said by the right node about the right attempt, or nothing would ever
/// get far.
/// </summary>
internal sealed record RunHistory(ValueList<RunMove> Moves)
{
    public static Arbitrary<RunHistory> Any { get; } = Arb.From(
        RunMove.Any.ListOf().Resize(40).Select(moves => new RunHistory(moves.ToValueList())),
        history => Enumerable.Range(0, history.Moves.Count)
            .Select(left => new RunHistory(history.Moves.Where((_, i) => i != left).ToValueList())));

    public IReadOnlyList<RunStep> Play()
    {
        var run = Run.Initial.Evolve(new RunCreated(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input, Morning));
        var steps = new List<RunStep>();
        foreach (var move in Moves)
        {
            var command = move.Command((Run.Existing)run);
            var decision = Run.Decide(run, command);
            var after = decision is Decision<RunEvent>.Accepted accepted ? accepted.Events.Aggregate(run, (r, e) => r.Evolve(e)) : run;
            steps.Add(new RunStep(run, command, decision, after));
            run = after;
        }

        return steps;
    }
}

/// <param name="Behind">0: about the latest attempt; 1: about the one before; −1: about one that was never given.</param>
internal sealed record RunMove(string Kind, int Behind, NodeId Node, RunOutcome Outcome, bool WithResult)
{
    private static readonly Dictionary<string, Func<RunMove, Run.Existing, RunCommand>> Kinds = new()
    {
        ["claim"] = (m, _) => new ClaimRun(m.Node, Now, Generation: 1),
        ["awaiting approval"] = (m, run) => new ReportAwaitingApproval(m.Node, m.Attempt(run), Now),
        ["approved"] = (m, run) => new ReportApproved(m.Node, m.Attempt(run), Words, Now),
        ["initializing"] = (m, run) => new ReportInitializing(m.Node, m.Attempt(run), Now),
        ["started"] = (m, run) => new ReportStarted(m.Node, m.Attempt(run), null, Now),
        ["held"] = (m, run) => new ReportHeld(m.Node, m.Attempt(run), Words, Now),
        ["ended"] = (m, run) => new ReportEnded(
            m.Node, m.Attempt(run), m.Outcome, Words, m.WithResult ? Some.Result : null, null, Now),
        ["lost"] = (m, run) => new ReportLost(m.Node, m.Attempt(run), Words, Now),
        ["lease"] = (m, run) => new ExpireLease(m.Attempt(run), Now),
        ["lose contact"] = (m, _) => new LoseContact(m.Node, Now),
        ["regain contact"] = (m, run) => new RegainContact(m.Node, m.Attempt(run), Now),
        ["give up"] = (m, run) => new GiveUp(m.Attempt(run), Now),
        ["kill"] = (m, _) => new KillRun(Question, Now),
        ["stop"] = (m, _) => new StopOnNode(m.Node, Now),
        ["open port"] = (m, _) => new OpenPort(m.Node, new(1), 8888, "com", Now),
        ["close ports"] = (m, _) => new ClosePorts(m.Node, [new(1)], Now),
        ["sibling"] = (_, _) => new CancelForSibling(RunOfBeta, Now),
        ["subtask"] = (m, run) => new RecordSubtask(
            m.Attempt(run), run is Run.Started started ? started.Subtasks + 1 : 1, Subtask, Now),
    };

    /// <summary>Ends are drawn less often than what leads to them.</summary>
    public static Gen<RunMove> Any { get; } =
        from kind in Gen.Frequency(Kinds.Keys.Select(k => (k is "ended" or "kill" or "stop" or "sibling" or "give up" ? 1 : 6, Gen.Constant(k))))
        from behind in Gen.Frequency((8, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(-1)))
        from node in Gen.Frequency((9, Gen.Constant(NodeA)), (1, Gen.Constant(NodeB)))
        from outcome in Gen.Elements(Enum.GetValues<RunOutcome>())
        from withResult in Gen.Elements(true, false)
        select new RunMove(kind, behind, node, outcome, withResult);

    public RunCommand Command(Run.Existing run) => Kinds[Kind](this, run);

    private int Attempt(Run.Existing run) => run.Attempt - Behind;
}
