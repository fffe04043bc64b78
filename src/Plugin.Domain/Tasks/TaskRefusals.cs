namespace Plugin.Domain.Tasks;

public static class TaskRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "task.missing", "There is no such task.");

    public static Refusal Finished { get; } = new(RefusalKind.Finished, "task.finished", "The task is finished already.");

    public static Refusal NotEnded { get; } = new(
        RefusalKind.Conflict, "task.not_ended", "Runs of the task or of its subtasks have not ended; kill the task first, or wait.");

    public static Refusal WithoutImage { get; } = new(RefusalKind.Invalid, "task.without_image", "A task names the image to run.");

    public static Refusal WithoutOrganisations { get; } =
        new(RefusalKind.Invalid, "task.without_organisations", "A task is addressed to at least one organisation.");

    public static Refusal OrganisationNamedTwice { get; } =
        new(RefusalKind.Invalid, "task.organisation_named_twice", "A task is addressed to each organisation at most once.");

    public static Refusal NotMembers(IEnumerable<OrganisationId> organisations) =>
        new(RefusalKind.Invalid, "task.not_members", $"Not members of the collaboration: {Listed(organisations)}.");

    public static Refusal StudyOfOtherCollaboration { get; } =
        new(RefusalKind.Invalid, "task.study_of_other_collaboration", "The study belongs to another collaboration.");

    public static Refusal UnknownStore { get; } =
        new(RefusalKind.Invalid, "task.unknown_store", "There is no such algorithm store.");

    public static Refusal StoreOfOtherCollaboration { get; } =
        new(RefusalKind.Forbidden, "task.store_of_other_collaboration", "The algorithm store is linked to another collaboration.");

    public static Refusal NotInStudy(IEnumerable<OrganisationId> organisations) =>
        new(RefusalKind.Invalid, "task.not_in_study", $"Not part of the study: {Listed(organisations)}.");

    public static Refusal WithoutNode(IEnumerable<OrganisationId> organisations) =>
        new(RefusalKind.Invalid, "task.without_node", $"Without a node in the collaboration: {Listed(organisations)}.");

    public static Refusal InitiatorIsNoMember(OrganisationId organisation) =>
        new(RefusalKind.Forbidden, "task.initiator_is_no_member",
            $"Organisation {organisation.Value} is not a member of the collaboration and cannot start tasks in it.");

    public static Refusal OtherCollaboration { get; } =
        new(RefusalKind.Forbidden, "task.other_collaboration", "A subtask stays in the collaboration of its parent.");

    public static Refusal OtherImage { get; } =
        new(RefusalKind.Forbidden, "task.other_image", "A subtask runs the image of its parent.");

    private static string Listed(IEnumerable<OrganisationId> organisations) =>
        string.Join(", ", organisations.Select(o => $"organisation {o.Value}"));
}
