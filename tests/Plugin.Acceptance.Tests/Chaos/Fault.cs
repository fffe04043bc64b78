namespace Plugin.Acceptance.Tests.Chaos;

internal enum FaultKind
{
    SiloKilled,
    SiloFrozen,
    StationKilled,
    StationFrozen,
    ConnectionsCut,
    DatabaseRestarted,
}

internal sealed record Fault(FaultKind Kind, DateTimeOffset From);
