using Plugin.Hub;
using Plugin.Hub.Orleans;

return await HubProgram.Run(OrleansSettings.Usage, () =>
{
    var (settings, orleans) = OrleansSettings.Of(args);
    return (settings, builder => builder.AddOrleansGrains(settings, orleans));
});
