namespace Plugin.Hub.Orleans;

/// <summary>The owner of one stream: there is one in the cluster, and it takes one command at a time.</summary>
[Alias("plugin.stream")]
internal interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>A command in, its answer out.</summary>
    [Alias("ask")]
    Task<Parcel> Ask(Parcel command, CancellationToken cancellationToken);
}
