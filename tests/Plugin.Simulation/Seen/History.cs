using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Node.Attempts;

namespace Plugin.Simulation.Seen;

/// <summary>
/// What people and stations saw, as they saw it, with the last position that was in the log at that moment. The checker holds it against the log.
/// </summary>
internal sealed class History
{
    private readonly Func<long> _head;

    public History(Func<long> head) => _head = head;

    public long Head => _head();

    /// <summary>How often each order was sent, by its image, which names it in the log.</summary>
    public SortedDictionary<string, int> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>The orders that the researcher was told are accepted.</summary>
    public List<(string Image, TaskId Task, long Head)> Confirmed { get; } = [];

    /// <summary>The subtasks that algorithms were told are accepted.</summary>
    public List<TaskId> Subtasks { get; } = [];

    /// <summary>The tasks that somebody was told are killed.</summary>
    public List<(TaskId Task, long Head)> Killed { get; } = [];

    /// <summary>The nodes on which somebody was told that everything has ended that was open at the first position.</summary>
    public List<(NodeId Node, long Asked, long Head)> StoppedOn { get; } = [];

    public List<SeenGrant> Grants { get; } = [];

    /// <summary>The claims that the hub answered, whether or not anybody heard it.</summary>
    public HashSet<(int Run, int Attempt)> Claims { get; } = [];

    public List<SeenReport> Reports { get; } = [];

    public List<SeenResult> Results { get; } = [];

    /// <summary>What somebody did not find although the hub had told that it is so.</summary>
    public List<string> Unread { get; } = [];

    public List<(string Machine, AttemptId Id)> Containers { get; } = [];

    /// <summary>What came to its own end in a container.</summary>
    public List<(string Machine, AttemptId Id)> Finished { get; } = [];

    /// <summary>The machines that each node ever had.</summary>
    public List<(NodeId Node, string Machine)> Machines { get; } = [];

    public List<SeenFeed> Feeds { get; } = [];

    public void Ordered(TaskId subtask) => Subtasks.Add(subtask);

    public void Started(string machine, AttemptId id) => Containers.Add((machine, id));

    public void Granted(NodeId node, string agent, string session, int run, int attempt) =>
        Grants.Add(new SeenGrant(node, agent, session, run, attempt, Head));

    public void Reported(NodeId node, string agent, int run, RunReport report) =>
        Reports.Add(new SeenReport(node, agent, run, report.Attempt, report.State, report.Result, Head));

    public SeenFeed NewFeed(NodeId node, string agent, string session)
    {
        var feed = new SeenFeed(node, agent, session);
        Feeds.Add(feed);
        return feed;
    }
}

/// <param name="Agent">The process that was given it.</param>
internal sealed record SeenGrant(NodeId Node, string Agent, string Session, int Run, int Attempt, long Head);

/// <summary>A report that was acknowledged.</summary>
internal sealed record SeenReport(NodeId Node, string Agent, int Run, int Attempt, string State, string? Result, long Head);

/// <summary>A result that somebody read.</summary>
internal sealed record SeenResult(RunId Run, string State, string? Content, long Head);

/// <summary>One connection of a station to its feed.</summary>
internal sealed class SeenFeed(NodeId node, string agent, string session)
{
    public NodeId Node => node;

    public string Agent => agent;

    public string Session => session;

    public List<(FeedItem Item, long Head)> Items { get; } = [];

    /// <summary>The station still listens when the story ends.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The connection is broken, and the station does not know.</summary>
    public Func<bool> Deafness { get; set; } = static () => false;

    public bool IsDeaf => Deafness();

    public void Saw(FeedItem item, long head) => Items.Add((item, head));
}
