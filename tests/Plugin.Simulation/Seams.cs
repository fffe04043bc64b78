using Plugin.Client.Station;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Node.Journal;

namespace Plugin.Simulation;

/// <summary>Where a planted bug takes the place of what is right. None of them reaches into the product.</summary>
internal sealed record Seams
{
    public static Seams Right { get; } = new();

    /// <summary>The database as one silo reaches it.</summary>
    public Func<IStore, IStore> Store { get; init; } = static store => store;

    /// <summary>The grains of one silo, over its store.</summary>
    public Func<IGrains, IStore, IGrains> Grains { get; init; } = static (grains, _) => grains;

    /// <summary>The hub as one station's agent reaches it.</summary>
    public Func<IStationHub, IStationHub> Hub { get; init; } = static hub => hub;

    /// <summary>The journal as one agent reaches it.</summary>
    public Func<IJournal, IJournal> Journal { get; init; } = static journal => journal;

    /// <summary>The cursor that a long-poll is answered with: what the silo has made of it, and the log's last position.</summary>
    public Func<string, long, string> Cursor { get; init; } = static (cursor, _) => cursor;
}
