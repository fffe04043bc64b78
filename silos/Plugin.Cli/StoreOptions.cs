using System.CommandLine;
using Plugin.EventLog;

namespace Plugin.Cli;

/// <summary>The two ways to say where a hub keeps its data.</summary>
internal sealed class StoreOptions
{
    public Option<string?> Data { get; } = new("--data") { Description = "The hub's data folder (SQLite)." };

    public Option<string?> Database { get; } = new("--database") { Description = "The hub's PostgreSQL database, as a connection string." };

    public StoreLocation Location(ParseResult arguments)
    {
        try
        {
            return StoreLocation.Of(arguments.GetValue(Data), arguments.GetValue(Database));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }
}
