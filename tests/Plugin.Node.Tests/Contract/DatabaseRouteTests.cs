using Plugin.Node.Runtimes.Docker;

namespace Plugin.Node.Tests.Contract;

public sealed class A_way_to_a_database
{
    [Theory]
    [InlineData("postgresql://reader:p%40ss@db.hospital.example:6432/cohort?sslmode=require", "127.0.1.1=db.hospital.example=6432", null)]
    [InlineData("postgresql+psycopg2://reader@DB/cohort", "127.0.1.1=db=5432", null)]
    [InlineData("postgresql://localhost:6432/cohort", "127.0.1.1=localhost=6432", "postgresql://127.0.1.1:6432/cohort")]
    [InlineData("jdbc:postgresql://10.1.2.3/omop", "127.0.1.1=10.1.2.3=5432", "jdbc:postgresql://127.0.1.1/omop")]
    [InlineData("jdbc:sqlserver://db;databaseName=omop", "127.0.1.1=db=1433", null)]
    [InlineData("jdbc:oracle:thin:@//db:1522/omop", "127.0.1.1=db=1522", null)]
    [InlineData("https://triples.example/sparql", "127.0.1.1=triples.example=443", null)]
    [InlineData("http://[fd00::7]:3030/sparql", "127.0.1.1=fd00::7=3030", "http://127.0.1.1:3030/sparql")]
    [InlineData("duckdb:///data", "", null)]
    [InlineData("unknown://db/x", "", null)]
    [InlineData("postgresql://one:5432,two:5432/x", "", null)]
    [InlineData("host=db dbname=x", "", null)]
    public void Is_read_from_its_address_and_only_an_address_without_a_name_is_rewritten(string uri, string routes, string? inside)
    {
        var source = Source(uri);
        var found = DatabaseRoute.To([source]);

        Assert.Equal(routes, DatabaseRoute.Labelled(found));
        Assert.Equal(found, DatabaseRoute.Read(routes));
        Assert.Equal(inside ?? uri, DatabaseRoute.Rewritten(source, found));
    }

    [Fact]
    public void Has_an_address_of_its_own_for_each_host() => Assert.Equal(
        "127.0.1.1=a=5432 127.0.1.2=b=5432 127.0.1.1=a=80",
        DatabaseRoute.Labelled(DatabaseRoute.To([Source("postgresql://a/x"), Source("postgresql://b/x"), Source("postgresql://a/y"), Source("http://a/z")])));

    private static DatabaseConfig Source(string uri) => new("x", uri, "other", new Dictionary<string, string>());
}
