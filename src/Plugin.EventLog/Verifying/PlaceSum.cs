namespace Plugin.EventLog.Verifying;

/// <summary>
/// A sum over places that does not depend on their order. Its hash is seeded anew in every process, so nobody can prepare two sets of the
/// same sum.
/// </summary>
internal readonly record struct PlaceSum(long Count, ulong Sum)
{
    public PlaceSum With(StreamPlace place) =>
        new(Count + 1, Sum + (uint)HashCode.Combine(place.Stream, place.Version, place.Position));
}
