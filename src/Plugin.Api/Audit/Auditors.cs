using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain.Access;

namespace Plugin.Api.Audit;

/// <summary>Whom the whole log is for.</summary>
internal static class Auditors
{
    /// <summary>Null for those who may receive events globally, else the answer that says no.</summary>
    public static IResult? Refuse(HttpContext http) =>
        CurrentCaller.Of(http).Access.AtLeast(Scope.Global, Resource.Event, Operation.Receive) is null
            ? ErrorShapes.Problem(
                StatusCodes.Status403Forbidden, "audit.forbidden", "The whole log is for those who may receive events globally.")
            : null;
}
