using Plugin.Contracts.Station;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Contract;

public sealed class A_task_that_asks_for_data_sources : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly DatabaseConfig _cohort;
    private readonly DatabaseConfig _store = Source("store", "postgresql://db.internal/store", "sql");

    public A_task_that_asks_for_data_sources()
    {
        _cohort = Source("cohort", Path.Combine(_scratch.Folder, "cohort.xlsx"), "excel");
        File.WriteAllText(_cohort.Uri, "");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Gets_them_in_its_order_with_its_parameters() => Assert.Equal(
        [
            new RequestedDatabase(_store, "select 1", null, """[{"function": "filter_range"}]"""),
            new RequestedDatabase(_cohort, null, "2", null),
            new RequestedDatabase(_cohort, null, "2", null),
        ],
        Found(
            new ClaimedDatabase("store", """{"query": "select 1", "preprocessing": [{"function": "filter_range"}], "arguments": {"a": 1}}"""),
            new ClaimedDatabase("cohort", """{"sheet_name": 2, "query": null}"""),
            new ClaimedDatabase("cohort", """{"sheet_name": 2}""")));

    [Fact]
    public void May_ask_for_none() => Assert.Empty(Found());

    [Theory]
    [InlineData("other", "{}", "This station has no data source 'other'. It has 'store', 'cohort', 'gone'.")]
    [InlineData("Store", "{}", "This station has no data source 'Store'. It has 'store', 'cohort', 'gone'.")]
    [InlineData("gone", "{}", "The data source 'gone' of this station is missing at the moment.")]
    [InlineData("store", "[]", "The parameters of the data source 'store' are not a JSON object.")]
    [InlineData("store", "{", "The parameters of the data source 'store' are not a JSON object.")]
    [InlineData("cohort", """{"sheet_name": "b"}""", "The task asks for the data source 'cohort' twice with different parameters; an algorithm can be given only one of them.")]
    public void Is_refused_in_words_when_one_cannot_be_had(string label, string parameters, string refusal)
    {
        Assert.False(RequestedDatabase.TryFind(
            [new ClaimedDatabase("cohort", """{"sheet_name": "a"}"""), new ClaimedDatabase(label, parameters)], Offered, source => source.IsThere, out _, out var said));

        Assert.Equal(refusal, said);
    }

    [Theory]
    [InlineData("csv", "a.csv", "/home/a.csv")]
    [InlineData("CSV", "/data/a.csv", "/data/a.csv")]
    [InlineData("folder", "../scans", "/scans")]
    [InlineData("sql", "a.sqlite", "/home/a.sqlite")]
    [InlineData("sql", "postgresql://reader@db:5432/a", "postgresql://reader@db:5432/a")]
    [InlineData("omop", "jdbc:postgresql://db/omop", "jdbc:postgresql://db/omop")]
    [InlineData("other", "host=db dbname=a", "host=db dbname=a")]
    public void Finds_files_from_the_configurations_folder_and_addresses_as_written(string type, string written, string located) =>
        Assert.Equal(located, DatabaseConfig.Located(written, type, "/home"));

    private IReadOnlyList<DatabaseConfig> Offered => [_store, _cohort, Source("gone", "/nowhere/at.sqlite", "sql")];

    private IReadOnlyList<RequestedDatabase> Found(params ClaimedDatabase[] wanted)
    {
        Assert.True(RequestedDatabase.TryFind(wanted, Offered, source => source.IsThere, out var found, out var refusal), refusal);
        return found;
    }

    private static DatabaseConfig Source(string label, string uri, string type) => new(label, uri, type, new Dictionary<string, string>());
}
