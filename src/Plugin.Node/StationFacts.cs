using Plugin.Contracts.Station;
using Plugin.Node.Configuration;

namespace Plugin.Node;

/// <summary>What a station tells the hub about itself, in the flat keys and values that vantage6 clients read: who may see the node sees all of it.</summary>
internal static class StationFacts
{
    // The hub takes 500 of them, each not longer than this.
    private const int MostColumns = 400;
    private const int LongestValue = 4096;

    /// <summary>Read anew each time: the columns of a file may have changed.</summary>
    public static IReadOnlyList<ConfigEntry> Of(StationConfig config) =>
    [
        new ConfigEntry("encryption", config.PrivateKeyFile is null ? "false" : "true"),
        .. config.ShareConfig ? Shared(config) : [],
    ];

    private static IEnumerable<ConfigEntry> Shared(StationConfig config) =>
    [
        .. config.Policies.AllowedImages.Select(p => new ConfigEntry("allowed_algorithms", p)),
        .. Askers(config.Policies),
        .. PublicRules.Told(config.Policies, config.Databases).Select(part => new ConfigEntry(PublicRules.Fact, part)),
        .. config.Databases.Select(d => new ConfigEntry("database_labels", d.Label)),
        .. config.Databases.Select(d => new ConfigEntry($"db_type_{d.Label}", d.Type)),
        .. config.Databases.SelectMany(d => Columns(d).Select(c => new ConfigEntry($"columns_{d.Label}", c))).Where(c => c.Value.Length is > 0 and <= LongestValue).Take(MostColumns),
    ];

    /// <summary>
    /// The hub turns others away by them, so they are told whole or not at all; and not the names of people, because what is told stays in the hub's log for ever.
    /// </summary>
    private static IEnumerable<ConfigEntry> Askers(PolicyConfig policies) => policies.AllowedUsers.All(u => u.All(char.IsAsciiDigit))
        ?
        [
            .. policies.AllowedUsers.Select(u => new ConfigEntry("allowed_users", u)),
            .. policies.AllowedOrganizations.Select(o => new ConfigEntry("allowed_orgs", o)),
        ]
        : [];

    private static IReadOnlyList<string> Columns(DatabaseConfig database)
    {
        if (database.SharedColumns is not [DatabaseConfig.AllColumns])
        {
            return database.SharedColumns;
        }

        try
        {
            using var file = File.OpenText(database.Uri);
            return CsvHeader.Names(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A source that is missing now may be there later; that it is missing is told by the run that wants it.
            return [];
        }
    }
}
