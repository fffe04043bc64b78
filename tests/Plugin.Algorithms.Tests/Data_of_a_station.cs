using Microsoft.Data.Sqlite;
using Npgsql;
using Plugin.Algorithms.Container;
using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Tests;

/// <summary>What a station can offer, as the algorithms read it.</summary>
public sealed class Data_of_a_station : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-data-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Is_read_from_a_SQLite_file_with_the_tasks_query()
    {
        Offer("store", Sqlite(), "sql", query: "select days, remark from visits where days > 10 order by days");

        var table = await Open();

        Assert.Equal([20.5, 30], table.Numbers("days"));
        Assert.Equal((string?[])["late", null], (IEnumerable<string?>)table.Texts("remark"));
    }

    [Fact]
    public async Task Is_read_from_PostgreSQL_with_the_tasks_query_and_never_written()
    {
        Offer("store", Postgres, "sql", query: "select 2 as n, true as flag, date '2020-03-01' as day, null::int as nothing, 1.50::numeric as exact");

        var table = await Open();

        Assert.Equal([2], table.Numbers("n"));
        Assert.Equal(["1", "2020-03-01", null, "1.50"], ((string[])["flag", "day", "nothing", "exact"]).Select(c => Assert.Single(table.Texts(c))));
        Offer("store", Postgres, "sql", query: "create table written (id int)");
        Assert.Equal("The data source 'store' did not answer the query: PostgreSQL says 25006.", await Refusal());
    }

    [Fact]
    public async Task Is_the_rows_of_all_sources_after_their_preprocessing()
    {
        Offer("old", Csv("a,b\n1,x\n2,y\n3,z\n,w\n"), "csv", preprocessing: """[{"function":"filter_range","parameters":{"column":"a","min_":1,"max_":3,"include_max":true}}]""");
        Offer("new", Csv("b,a\nv,5\n"), "CSV");

        var table = await Open();

        Assert.Equal([2, 3, 5], table.Numbers("a"));
        Assert.Equal((string?[])["y", "z", "v"], (IEnumerable<string?>)table.Texts("b"));
        Assert.Equal(3, table.Count);
    }

    [Theory]
    [InlineData("sql", "{sqlite}", null, null, "The task has no query for the data source 'x', which is a database.")]
    [InlineData("sql", "{sqlite}", "select absent from visits", null, "The data source 'x' did not answer the query: SQLite Error 1: 'no such column: absent'.")]
    [InlineData("sql", "{sqlite}", "delete from visits", null, "The data source 'x' did not answer the query: SQLite Error 8: 'attempt to write a readonly database'.")]
    [InlineData("sql", "mysql://db/x", "select 1", null, "The data source 'x' is neither a SQLite file nor a PostgreSQL database, which is what this algorithm reads.")]
    [InlineData("csv", "{csv}", "select 1", null, "The task has a query for the data source 'x', which is a csv file and takes none.")]
    [InlineData("csv", "{csv}", null, """[{"function":"head","parameters":{"column":"a"}}]""", "The task has the preprocessing 'head' for the data source 'x'; this algorithm knows filter_range only.")]
    [InlineData("csv", "{csv}", null, "{}", "The preprocessing of the data source 'x' is not a list of functions with parameters that this algorithm knows.")]
    [InlineData("csv", "/nowhere.csv", null, null, "The data source 'x' of this station cannot be read (FileNotFoundException).")]
    [InlineData("parquet", "{csv}", null, null, "The data source 'x' has type 'parquet'; this algorithm reads csv and sql.")]
    public async Task Is_refused_in_one_sentence_when_it_cannot_be_read_as_asked(string type, string uri, string? query, string? preprocessing, string sentence)
    {
        Offer("x", uri switch { "{sqlite}" => Sqlite(), "{csv}" => Csv("a\n1\n"), _ => uri }, type, query, preprocessing);

        Assert.Equal(sentence, await Refusal());
    }

    // The driver's name is what SQLAlchemy wants and nobody else knows.
    private static string Postgres
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(
                Environment.GetEnvironmentVariable("PLUGIN_TEST_POSTGRES") ?? throw new InvalidOperationException("PLUGIN_TEST_POSTGRES is not set."));
            return $"postgresql+psycopg2://{settings.Username}:{Uri.EscapeDataString(settings.Password ?? "")}@{settings.Host}:{settings.Port}/{settings.Database}?sslmode=disable";
        }
    }

    private Task<Table> Open() => DataSource.Open(new ContainerVariables(_environment), TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task<string> Refusal() => (await Assert.ThrowsAsync<AlgorithmFailure>(Open)).Message;

    private string Csv(string text)
    {
        var file = Path.Combine(_folder, $"{text.Length}.csv");
        File.WriteAllText(file, text);
        return file;
    }

    private string Sqlite()
    {
        var file = Path.Combine(_folder, "store.sqlite");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "create table visits (days real, remark text); insert into visits values (10, 'early'), (20.5, 'late'), (30, ' NA ')";
        command.ExecuteNonQuery();
        return file;
    }

    private void Offer(string label, string uri, string type, string? query = null, string? preprocessing = null)
    {
        var labels = _environment.TryGetValue("USER_REQUESTED_DATABASE_LABELS", out var others) ? $"{Base32.DecodeOrRaw(others)},{label}" : label;
        foreach (var (name, value) in (IEnumerable<(string, string?)>)[
            ("USER_REQUESTED_DATABASE_LABELS", labels), ($"{label.ToUpperInvariant()}_DATABASE_URI", uri), ($"{label.ToUpperInvariant()}_DATABASE_TYPE", type),
            ($"{label.ToUpperInvariant()}_QUERY", query), ($"{label.ToUpperInvariant()}_PREPROCESSING", preprocessing)])
        {
            if (value is not null)
            {
                _environment[name] = Base32.Encode(value);
            }
        }
    }
}
