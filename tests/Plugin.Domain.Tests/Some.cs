namespace Plugin.Domain.Tests;

/// <summary>The fixed data that the specs speak of.</summary>
internal static class Some
{
    public static readonly CollaborationId Consortium = new(3);
    public static readonly OrganisationId Alpha = new(11);
    public static readonly OrganisationId Beta = new(12);
    public static readonly OrganisationId Gamma = new(13);
    public static readonly OrganisationId Stranger = new(19);
    public static readonly NodeId NodeA = new(21);
    public static readonly NodeId NodeB = new(22);
    public static readonly UserId Researcher = new(31);
    public static readonly StudyId Pilot = new(5);
    public static readonly AlgorithmStoreId Store = new(6);
    public static readonly RoleId Steward = new(8);
    public static readonly TaskId Question = new(41);
    public static readonly TaskId Subtask = new(42);
    public static readonly RunId RunOfAlpha = new(51);
    public static readonly RunId RunOfBeta = new(52);
    public static readonly Sealed Words = new("d29yZHM=");
    public static readonly BlobRef Input = new("input-51", "aa", 100);
    public static readonly BlobRef Result = new("result-51", "bb", 200);
    public static readonly BlobRef Log = new("log-51", "cc", 300);
    public static readonly DateTimeOffset Morning = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = new(2026, 3, 3, 9, 30, 0, TimeSpan.Zero);
}
