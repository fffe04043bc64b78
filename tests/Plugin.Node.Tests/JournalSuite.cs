using Plugin.Node.Attempts;
using Plugin.Node.Journal;
using Plugin.Node.Runtimes;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests;

public abstract class JournalSuite
{
    private static readonly AttemptId First = new(5, 1);
    private static readonly HashSet<int> None = [];

    protected abstract IJournal Open();

    public static TheoryData<JournalEntry> Stages =>
    [
        new JournalEntry.Claimed(Samples.Grant()),
        new JournalEntry.Starting(Samples.Grant(), new PreparedImage("sha256:1", "sha256:2")),
        new JournalEntry.Running(Samples.Grant(), new PreparedImage("sha256:1", null)),
        new JournalEntry.Ended(Samples.Grant(), null, new Outcome("failed", "Because.", false, true)),
        new JournalEntry.Stopping(Samples.Grant(), "Killed."),
    ];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Gives_back_each_stage(JournalEntry entry)
    {
        Open().Record(entry);

        var found = Assert.Single(Open().Entries());

        Assert.Equal(entry with { Grant = found.Grant }, found);
        Assert.Equivalent(entry.Grant, found.Grant, strict: true);
    }

    [Fact]
    public void Keeps_the_latest_stage_of_each_attempt_in_order_of_their_runs()
    {
        var journal = Open();
        journal.Record(new JournalEntry.Claimed(Samples.Grant(10)));
        journal.Record(new JournalEntry.Claimed(Samples.Grant(9)));
        journal.Record(new JournalEntry.Stopping(Samples.Grant(9), "Killed."));

        Assert.Equal([("9-1", "Stopping"), ("10-1", "Claimed")], journal.Entries().Select(e => (e.Id.ToString(), e.GetType().Name)));
    }

    [Fact]
    public void Forgets_an_attempt_with_its_subtasks()
    {
        var journal = Open();
        journal.Record(new JournalEntry.Claimed(Samples.Grant()));
        journal.SubtaskOrdinal(First, "a", None, delivered: null);

        journal.Forget(First);

        Assert.Empty(journal.Entries());
        Assert.Equal(1, journal.SubtaskOrdinal(First, "b", None, delivered: null));
    }

    [Fact]
    public void Keeps_the_cursor()
    {
        Assert.Null(Open().Cursor);
        Open().Cursor = "1:7";
        Open().Cursor = "2:3";

        Assert.Equal("2:3", Open().Cursor);
    }

    [Fact]
    public void Gives_a_repeated_post_its_ordinal_again_until_it_was_answered()
    {
        var journal = Open();
        Assert.Equal(1, journal.SubtaskOrdinal(First, "a", None, delivered: null));
        Assert.Equal(2, journal.SubtaskOrdinal(First, "b", None, delivered: null));
        Assert.Equal(1, journal.SubtaskOrdinal(First, "a", None, delivered: null));

        journal.SubtaskAnswered(First, 1);

        Assert.Equal(3, journal.SubtaskOrdinal(First, "a", None, delivered: null));
        Assert.Equal(1, journal.SubtaskOrdinal(new AttemptId(5, 2), "a", None, delivered: null));
    }

    [Fact]
    public void Tells_two_posts_at_once_apart()
    {
        var journal = Open();
        Assert.Equal(1, journal.SubtaskOrdinal(First, "a", None, delivered: null));

        Assert.Equal(2, journal.SubtaskOrdinal(First, "a", new HashSet<int> { 1 }, delivered: null));
    }
}

public sealed class A_journal_in_memory : JournalSuite
{
    private readonly MemoryJournal _journal = new();

    protected override IJournal Open() => _journal;
}

public sealed class A_journal_on_disk : JournalSuite, IDisposable
{
    private readonly Scratch _scratch = new();
    private SqliteJournal? _open;

    public void Dispose()
    {
        _open?.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Each time as after a restart.</summary>
    protected override IJournal Open()
    {
        _open?.Dispose();
        return _open = new SqliteJournal(Path.Combine(_scratch.Folder, "journal.db"));
    }
}
