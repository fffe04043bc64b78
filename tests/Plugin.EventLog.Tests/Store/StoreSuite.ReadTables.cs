namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    private static readonly string[] Expected =
    [
        """{"table":"books","id":1,"title":"book 1","pages":107,"lent":true,"at":null,"cover":"Y292ZXIgMQ=="}""",
        """{"table":"books","id":3,"title":"Zürich","pages":null,"lent":false,"at":"1970-01-01T00:00:03.000003Z","cover":"Y292ZXIgMw=="}""",
        """{"table":"books","id":20,"title":"äpfel","pages":5,"lent":false,"at":"1970-01-01T00:00:20.000020Z","cover":"Y292ZXIgMjA="}""",
        """{"table":"tallies","kind":"books","name":"all","total":3}""",
        """{"table":"tallies","kind":"books","name":"z","total":0}""",
        """{"table":"tallies","kind":"books","name":"ä","total":0}""",
    ];

    [Fact]
    public async Task Read_tables_follow_the_events_and_dump_alike_on_every_engine()
    {
        await FillShelf();

        Assert.Equal(Expected, await Dump(Store));
    }

    [Fact]
    public async Task A_rebuild_reproduces_the_read_tables()
    {
        await FillShelf();

        await Store.Read.Rebuild(progress: null, Soon);
        Assert.Equal(Expected, await Dump(Store));

        await Append("b", 0, Shelf.Lost(20), Shelf.Added(21, "äpfel", 1));
        Assert.Equal(["äpfel"], (await Store.Read.Where("books", "id", 21L, 1, Soon)).Select(r => r["title"]));
    }

    [Fact]
    public async Task Changes_of_one_key_in_one_append_are_merged_in_order()
    {
        await Append("t", 0, Shelf.Opened("books", "all"));
        await Append(
            "a", 0, Shelf.Added(1, "first", 10), Shelf.Grown(1, 5), Shelf.Lost(1), Shelf.Grown(1, 1), Shelf.Lent(1),
            Shelf.Added(1, "second", 20), Shelf.Grown(1, 2), Shelf.Lent(1), Shelf.Grown(9, 1));

        var row = Assert.Single(await Store.Read.Where("books", "id", 1L, 10, Soon));
        Assert.Equal(("second", 22L, true, null), (row["title"], row["pages"], row["lent"], row["at"]));
        Assert.Empty(await Store.Read.Where("books", "id", 9L, 10, Soon));
        Assert.Equal(1L, Assert.Single(await Store.Read.Where("tallies", "name", "all", 10, Soon))["total"]);
    }

    [Fact]
    public async Task Rows_are_found_by_a_column_in_key_order_up_to_a_limit()
    {
        for (var i = 9; i > 0; i--)
        {
            await Append($"a-{i}", 0, Shelf.Added(i, pages: i % 2));
        }

        var odd = await Store.Read.Where("books", "pages", 1, 3, Soon);

        Assert.Equal([1L, 3L, 5L], odd.Select(r => r["id"]));
        Assert.Equal([2L, 4L, 7L], (await Store.Read.WhereAny("books", "id", [7L, 4L, 11L, 2L, 9L], 3, Soon)).Select(r => r["id"]));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1).AddMicroseconds(1), odd[0]["at"]);
        Assert.Equal(false, odd[0]["lent"]);
        Assert.Equal("cover 1", Text((byte[])odd[0]["cover"]!));
    }

    [Fact]
    public async Task A_poisoned_row_change_fails_only_its_own_append()
    {
        await Append("a", 0, Shelf.Added(1, "taken"));

        var nullKey = Append("n", 0, Shelf.Opened(null, "x"));
        var outcomes = await Settle(
            Append("b", 0, Shelf.Added(2)), Append("c", 0, Shelf.Added(3, "taken")), Append("d", 0, Shelf.Added(4)), nullKey);

        Assert.Equal([null, typeof(AppendRejectedException), null, typeof(AppendRejectedException)], outcomes.Select(e => e?.GetType()));
        Assert.Equal(["a", "b", "d"], (await Log.Read(0, 10, Soon)).Select(e => e.Stream).Order());
        Assert.Equal(3, await Log.Head(Soon));
        Assert.Equal(3, (await Dump(Store)).Count);
    }

    private protected async Task FillShelf()
    {
        await Append("t", 0, Shelf.Opened("books", "all"), Shelf.Opened("books", "ä"), Shelf.Opened("books", "z"));
        await Append("a", 0, Shelf.Added(1, pages: 100), Shelf.Added(2, "gone"));
        await Append("a", 2, Shelf.Lent(1), Shelf.Grown(1, 3), Shelf.Grown(2, 1));
        await Append("a", 5, Shelf.Grown(1, 4), Shelf.Lost(2), Shelf.Added(3, "Zürich", null));
        await Append("a", 8, Shelf.Added(20, "äpfel", null), Shelf.Grown(20, 5));
    }

    private protected static async Task<Exception?[]> Settle(params Task<Appended>[] appends)
    {
        var outcomes = new Exception?[appends.Length];
        for (var i = 0; i < appends.Length; i++)
        {
            outcomes[i] = await Record.ExceptionAsync(() => appends[i]);
        }

        return outcomes;
    }
}
