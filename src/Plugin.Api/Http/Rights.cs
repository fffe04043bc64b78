using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Domain.Access;
using Plugin.Grains;

namespace Plugin.Api.Http;

/// <summary>Asks the access table and gives what a handler goes on with: the context of the command, or the answer that says no.</summary>
internal static class Rights
{
    public static (CallContext? By, IResult? Denied) Check(CurrentCaller caller, Operation operation, Target target) =>
        caller.May(operation, target) switch
        {
            Permission.Granted granted => (caller.By(granted.Rule), null),
            Permission.Refused refused => (null, ErrorShapes.Message(refused.Refusal)),
            _ => throw new System.Diagnostics.UnreachableException("A permission is granted or refused."),
        };

    public static IResult? Denies(CurrentCaller caller, Operation operation, Target target) => Check(caller, operation, target).Denied;

    public static bool Allows(CurrentCaller caller, Operation operation, Target target) =>
        caller.May(operation, target) is Permission.Granted;

    /// <summary>The answer to a list request of a caller who may not see a single one of the kind.</summary>
    public static IResult NothingToList(Resource resource) => ErrorShapes.Message(
        StatusCodes.Status401Unauthorized, $"You have no rule that lets you see any {resource.ToString().ToLowerInvariant()}.");
}
