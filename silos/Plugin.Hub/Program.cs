using Plugin.Hub;

return await HubProgram.Run(HubSettings.Usage, () => (HubSettings.Of(args), HubHost.BuiltIn));
