// Each test starts a hub and three stations; two of them at once would compete for the same cores and measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
