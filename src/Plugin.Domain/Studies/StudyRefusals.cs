namespace Plugin.Domain.Studies;

public static class StudyRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "study.missing", "There is no such study.");

    public static Refusal Exists { get; } = new(RefusalKind.Conflict, "study.exists", "The study exists already.");

    public static Refusal UnusableName { get; } = new(RefusalKind.Invalid, "study.unusable_name", EntityName.Rule);

    public static Refusal WithoutOrganisations { get; } =
        new(RefusalKind.Invalid, "study.without_organisations", "A study has at least one organisation, each named once.");

    public static Refusal NotMembers(IEnumerable<OrganisationId> organisations) =>
        new(RefusalKind.Invalid, "study.not_members",
            $"Not members of the study's collaboration: {string.Join(", ", organisations.Select(o => $"organisation {o.Value}"))}.");

    public static Refusal NotInStudy(OrganisationId organisation) =>
        new(RefusalKind.Invalid, "study.not_in_study", $"Organisation {organisation.Value} is not part of the study.");

    public static Refusal HasTasks { get; } =
        new(RefusalKind.Conflict, "study.has_tasks", "The study still has tasks; delete them first, or with it (delete_dependents).");
}
