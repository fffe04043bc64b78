namespace Plugin.Contracts;

/// <param name="Organizations">Where the answer has them whole: of <c>POST</c> and <c>PATCH</c> always, else with <c>include</c>.</param>
public sealed record Study(int Id, string Name, Link Collaboration, ToMany<Organization> Organizations, string Tasks) : IIdentified;
