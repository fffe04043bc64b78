using Plugin.Web.Tests.Running;

// One installation and one browser serve all journeys; two at once would take each other's processor.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Installation))]
