using System.Net;
using System.Net.Sockets;
using Plugin.Node.Checks;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Checks;

public sealed class A_check_of_a_data_source : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("csv", "age,sex\n40,f\n", CheckVerdict.Good, "A csv of 2 columns, 13 bytes.")]
    [InlineData("csv", "age,sex\n", CheckVerdict.Warning, "has column names but no records")]
    [InlineData("csv", "age;sex\n40;f\n", CheckVerdict.Warning, "semicolons and no commas")]
    [InlineData("csv", "", CheckVerdict.Bad, "is empty")]
    [InlineData("csv", "\0\u0001\u0002", CheckVerdict.Bad, "does not begin with a line of column names")]
    [InlineData("csv", null, CheckVerdict.Bad, "There is nothing at")]
    [InlineData("parquet", "PAR1…", CheckVerdict.Good, "A parquet file")]
    [InlineData("parquet", "age,sex", CheckVerdict.Bad, "does not look like parquet")]
    [InlineData("excel", "PK…", CheckVerdict.Good, "An excel file")]
    [InlineData("sql", "SQLite format 3\0", CheckVerdict.Good, "An SQLite database")]
    [InlineData("folder", "a file", CheckVerdict.Bad, "is a file, but its type is folder")]
    public async Task Of_a_file_looks_inside(string type, string? content, CheckVerdict verdict, string words)
    {
        var file = Path.Combine(_scratch.Folder, "source");
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        var finding = await Check(file, type);

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(words, finding.Words, StringComparison.Ordinal);
        Assert.Equal(verdict == CheckVerdict.Good, finding.Advice is null);
    }

    [Fact]
    public async Task Of_an_address_connects_to_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, Ports.Lend());
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal(CheckVerdict.Good, (await Check($"postgresql://reader:secret@127.0.0.1:{port}/omop", "sql")).Verdict);
        Assert.Equal(CheckVerdict.Good, (await Check($"jdbc:postgresql://127.0.0.1:{port}/omop", "omop")).Verdict);
        listener.Stop();
        var refused = await Check($"postgresql://reader:secret@127.0.0.1:{port}/omop", "sql");
        Assert.Equal(CheckVerdict.Bad, refused.Verdict);
        Assert.DoesNotContain("secret", refused.Words, StringComparison.Ordinal);
        Assert.Equal(CheckVerdict.Warning, (await Check("strange:thing", "other")).Verdict);
    }

    [Fact]
    public async Task Names_shared_columns_that_it_does_not_have()
    {
        var file = Path.Combine(_scratch.Folder, "source");
        File.WriteAllText(file, "age,sex\n40,f\n");

        var finding = await SourceChecks.Run(Source(file, "csv") with { SharedColumns = ["age", "shoe_size"] }, TestContext.Current.CancellationToken);

        Assert.Equal((CheckVerdict.Warning, "share_columns names columns that it does not have: shoe_size."), (finding.Verdict, finding.Words));
    }

    private static Task<Finding> Check(string uri, string type) => SourceChecks.Run(Source(uri, type), TestContext.Current.CancellationToken);

    private static DatabaseConfig Source(string uri, string type) => new("default", uri, type, new Dictionary<string, string>());
}
