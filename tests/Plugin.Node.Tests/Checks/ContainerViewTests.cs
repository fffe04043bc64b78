using Plugin.Node.Checks;
using Plugin.Node.Contract;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Checks;

/// <summary>The station reads it, and containers would not.</summary>
public sealed class A_source_that_containers_cannot_use : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(UnixFileMode.UserRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    public async Task Is_a_file_that_only_its_owner_may_read(UnixFileMode mode, bool warned)
    {
        var file = Path.Combine(_scratch.Folder, "cohort.csv");
        File.WriteAllText(file, "a,b\n1,2\n");
        Durable.Mode(file, mode);

        var found = await SourceChecks.Run(Source(file, "csv"), TestContext.Current.CancellationToken);

        Assert.Equal(
            warned
                ? Finding.Warning("data 'cohort'", $"{file} can be read by its owner only, so images that run as another user cannot read it.", $"Let its group read it: chmod g+r {file}")
                : Finding.Good("data 'cohort'", "A csv of 2 columns, 8 bytes."),
            found);
    }

    [Fact]
    public async Task Is_an_address_that_names_no_host() => Assert.Equal(
        Finding.Warning("data 'cohort'", "host=db dbname=x names no host and port, so containers get no way there.", "Write an address such as postgresql://user@host:5432/name."),
        await SourceChecks.Run(Source("host=db dbname=x", "sql"), TestContext.Current.CancellationToken));

    private static DatabaseConfig Source(string uri, string type) => new("cohort", uri, type, new Dictionary<string, string>());
}
